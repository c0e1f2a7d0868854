//! What every cloud must do, and what must come of everything that goes wrong on the way.
//!
//! [`behaviours`] is one list that every cloud passes, the one in memory included. [`faults`]
//! runs against the simulator, [`lines`] against a server that answers whatever it is told to.

mod behaviours;
mod clouds;
mod eagle_eye_rules;
mod eagle_eye_ways;
mod every_way;
mod faults;
mod frameio_application;
mod frameio_socket;
mod frameio_ways;
mod lines;
mod long_answers;
mod multicam_rules;
mod multicam_ways;
mod odd_server;
mod pictures;
mod route;
mod vinli_rules;
mod vinli_ways;
mod ways;
