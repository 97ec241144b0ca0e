//! The program from outside, as an operator types it.

mod commands;
mod durability;
mod exports;
mod full_disk;
mod imports;
mod lists;
mod mirror;
mod power_cut;
mod preload;
mod procurement;
mod read_only;
mod releases;
mod replication;
mod tap;
