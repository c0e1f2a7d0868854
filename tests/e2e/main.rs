//! The real window, a real database, a real keyring, a simulated cloud. One file per trip a
//! person makes; the selectors are in `screens/` and nowhere else.

mod app;
mod media;
mod screens;

mod bad_start;
mod canary;
mod offline;
mod resume_after_kill;
mod upload;
