//! The window, the tray and the wiring. The only Rust that knows Tauri.
//!
//! What this crate deliberately does not know: how anything is done. A command takes plain
//! arguments, calls one method of the engine and turns the answer into a shape of [`view`].
//!
//! To add a command: a function in the file of `commands/` named for its UI feature, a line in
//! [`run`], a typed function in `ui/src/ipc/commands.ts`.

mod awake;
mod commands;
mod diagnostics;
mod events;
mod login;
mod logout;
mod notifications;
mod pages;
mod profile;
mod shell;
mod spoken;
mod tray;
mod updates;
mod view;
mod window;

use engine::data_folder;
use shell::Shell;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::{AppHandle, Manager};

pub fn run() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    let asked = match profile::asked_for(std::env::args_os().skip(1), &here) {
        Ok(asked) => asked,
        Err(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    if asked.version {
        println!("labrun {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    let own_profile = asked.profile.is_some();
    #[cfg_attr(not(feature = "e2e"), allow(unused_mut))]
    let mut context = tauri::generate_context!();
    #[cfg(feature = "e2e")]
    profile::call_yourself(&mut context);
    let mut app = tauri::Builder::default();
    // Two starts of the everyday profile are one program. A profile asked for by name is its own:
    // there the profile's lock says who is first.
    if !own_profile {
        app = app.plugin(tauri_plugin_single_instance::init(|app, words, here| {
            second_start(app, words, Path::new(&here));
        }));
    }
    let app = app
        .plugin(login::plugin(asked.profile.as_deref()))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .plugin(
            tauri_plugin_window_state::Builder::default().with_state_flags(window::kept()).build(),
        )
        .setup(move |app| {
            let usual = match asked.profile {
                Some(folder) => std::path::absolute(folder)?,
                None => app.path().app_data_dir()?,
            };
            let shell = Arc::new(Shell::new(app.handle().clone(), usual.clone()));
            app.manage(shell.clone());
            tray::build(app.handle(), shell.words())?;
            // What was typed for the version before this one has been done by it.
            let restarted =
                data_folder::find(&usual).ok().and_then(|folder| updates::before_restart(&folder));
            window::build(app.handle(), &usual, !restarted.unwrap_or(asked.hidden))?;
            if restarted.is_none() {
                shell.hand_over(asked.files);
            }
            use tauri::async_runtime::spawn;
            spawn(events::pump(shell.clone()));
            spawn(awake::keep(shell.clone()));
            spawn(login::keep(shell.clone()));
            spawn(logout::heed(shell.clone()));
            spawn(notifications::tell(shell.clone()));
            spawn(updates::keep(shell.clone()));
            spawn(async move { shell.start().await });
            Ok(())
        })
        .on_window_event(window::on_event)
        .invoke_handler(tauri::generate_handler![
            commands::app::subscribe,
            commands::app::create_vault,
            commands::app::unlock_vault,
            commands::app::retry_keyring,
            commands::app::set_database_aside,
            commands::app::quit,
            commands::app::take_handed,
            commands::connections::start_sign_in,
            commands::connections::cancel_sign_in,
            commands::connections::confirm_sign_in,
            commands::connections::dismiss_sign_in,
            commands::connections::check_set_up,
            commands::connections::list_accounts,
            commands::connections::list_projects,
            commands::connections::choose_project,
            commands::connections::picture,
            commands::connections::open_approval_page,
            commands::connections::open_support_page,
            commands::connections::disconnect,
            commands::connections::forget_connection,
            commands::data_folder::data_folder,
            commands::data_folder::choose_data_folder,
            commands::data_folder::reset_data_folder,
            commands::data_folder::keep_data_folder,
            commands::data_folder::open_data_folder,
            commands::data_folder::look_for_data_folder,
            commands::data_folder::restart,
            commands::diagnostics::diagnose,
            commands::diagnostics::save_diagnostics,
            commands::folders::pick_folder,
            commands::folders::watch_folder,
            commands::folders::change_folder,
            commands::folders::unwatch_folder,
            commands::folders::look_now,
            commands::folders::set_automatic,
            commands::queue::list_uploads,
            commands::queue::count_uploads,
            commands::queue::pick_files,
            commands::queue::add_files,
            commands::queue::pause_uploads,
            commands::queue::resume_uploads,
            commands::queue::cancel_uploads,
            commands::queue::move_to_top,
            commands::queue::retry_uploads,
            commands::queue::remove_uploads,
            commands::queue::pause_queue,
            commands::queue::resume_queue,
            commands::queue::upload_details,
            commands::queue::show_in_folder,
            commands::queue::save_receipt,
            commands::settings::set_settings,
            commands::settings::export_settings,
            commands::settings::read_settings,
            commands::settings::read_proxy,
            commands::settings::has_proxy_login,
            commands::settings::keep_proxy_login,
            commands::settings::forget_proxy_login,
            commands::settings::pick_authorities,
            commands::updates::check_for_updates,
            commands::updates::install_update,
        ])
        .build(context);
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            eprintln!("Labrun could not open its window: {error}");
            return ExitCode::FAILURE;
        }
    };
    app.run(|app, event| match event {
        // The last window closed is no reason to stop uploading.
        tauri::RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        tauri::RunEvent::Exit => {
            let shell = app.state::<Arc<Shell>>().inner().clone();
            tauri::async_runtime::block_on(async move {
                shell.stop().await;
                updates::at_quit(&shell).await;
            });
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

/// Whoever starts Labrun again wants to see it, or to hand over files.
fn second_start(app: &AppHandle, words: Vec<String>, here: &Path) {
    let words = words.into_iter().skip(1).map(Into::into);
    let asked = profile::asked_for(words, here).unwrap_or_default();
    if !asked.hidden {
        window::show(app);
    }
    app.state::<Arc<Shell>>().hand_over(asked.files);
}
