//! What the window may ask, one file per feature of the interface. A command takes plain
//! arguments, calls one method, and turns the answer into a shape of `view`; an `if` in here
//! would belong in the engine.

pub mod app;
pub mod connections;
pub mod diagnostics;
pub mod folders;
pub mod queue;
pub mod settings;
pub mod updates;

use crate::shell::Shell;
use crate::view::CommandError;
use std::sync::Arc;
use tauri::State;

type Held<'a> = State<'a, Arc<Shell>>;
type Answer<T> = Result<T, CommandError>;
