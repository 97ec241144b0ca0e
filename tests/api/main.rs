//! The program from outside, over HTTP.

mod accounts;
mod bad_input;
mod erasure;
mod lists;
mod moderation;
mod openapi;
mod pages;
mod photos;
mod receipts;
mod records;
mod reporting;
mod rights;
mod search;
mod seen;
