//! The real window, a real database, a real keyring, a simulated cloud. One file per trip a
//! person makes; the selectors are in `screens/` and nowhere else.

mod app;
mod media;
mod panel;
mod plain_machine;
mod reader;
mod scene;
mod screens;

mod bad_start;
mod canary;
mod citizen;
mod control;
mod diagnostics;
mod eagle_eye;
mod errands;
mod frameio;
mod language;
mod large_text;
mod long_queue;
mod many;
mod multicam;
mod network_settings;
mod offline;
mod order;
mod picker;
mod resume_after_kill;
mod screen_reader;
mod status;
mod tray;
mod update;
mod upload;
mod vinli;
mod watching;
