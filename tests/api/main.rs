//! The program from outside, over HTTP.

mod accounts;
mod bad_input;
mod compared;
mod contracts;
mod dossier;
mod embeds;
mod erasure;
mod feeds;
mod figures;
mod gallery;
mod importing;
mod lists;
mod moderation;
mod openapi;
mod pages;
mod past;
mod photos;
mod receipts;
mod records;
mod releases;
mod reporting;
mod rights;
mod search;
mod seen;
mod sitemap;
mod views;
