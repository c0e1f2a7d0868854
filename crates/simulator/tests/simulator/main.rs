//! The simulator against its own contract, over real TLS and real sockets.

mod api;
mod application;
mod assets;
mod client;
mod clouds;
mod control;
mod eagle_eye;
mod faults;
mod growing_clips;
mod multicam;
mod pairing;
mod parts;
mod releases;
mod restart;
mod socket;
mod traffic;
mod vinli;
