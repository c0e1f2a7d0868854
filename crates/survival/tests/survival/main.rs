//! The short form of `cargo xtask survive`, and what it cannot do: networks that are slow and lose
//! packets below the program, and power cuts below the file system.

mod network;
mod power;
mod short;
