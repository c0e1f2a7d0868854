//! Trips through engine, store, provider and simulator, without a window: real SQLite files, real
//! sockets and TLS.

mod camera;
mod memory;
mod set;

mod bad_input;
mod browser;
mod control;
mod data_folder;
mod faults;
mod four_clouds;
mod growing;
mod growing_formats;
mod intake;
mod leaving;
mod limits;
mod long_day;
mod network;
mod presence;
mod projects;
mod queue;
mod receipts;
mod resume;
mod route;
mod sign_in;
mod status;
mod upload;
mod watching;
mod ways;
