//! The program from outside, as an operator types it.

mod commands;
mod durability;
mod imports;
mod power_cut;
mod procurement;
mod read_only;
mod releases;
