//! The simulator against its own contract, over real TLS and real sockets.

mod api;
mod assets;
mod client;
mod control;
mod faults;
mod growing_clips;
mod pairing;
mod parts;
mod restart;
mod socket;
