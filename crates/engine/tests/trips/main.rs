//! Trips through engine, store, provider and simulator, without a window: real SQLite files, real
//! sockets and TLS.

mod set;

mod bad_input;
mod faults;
mod queue;
mod resume;
mod sign_in;
mod upload;
