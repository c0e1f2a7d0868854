//! What every cloud must do, and what must come of everything that goes wrong on the way.
//!
//! [`behaviours`] is one list that every cloud passes, the one in memory included. [`faults`]
//! runs against the simulator, [`lines`] against a server that answers whatever it is told to.

mod behaviours;
mod clouds;
mod faults;
mod lines;
mod odd_server;
