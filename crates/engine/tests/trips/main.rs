//! Trips through engine, store, provider and simulator, without a window: real SQLite files, real
//! sockets and TLS.

mod memory;
mod set;

mod bad_input;
mod browser;
mod faults;
mod four_clouds;
mod leaving;
mod long_day;
mod presence;
mod projects;
mod queue;
mod resume;
mod sign_in;
mod upload;
mod ways;
