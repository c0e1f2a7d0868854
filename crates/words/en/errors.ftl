# What went wrong, by its code: what happened, what Labrun does by itself, what the person can do.
# The title has no full stop; the sentences have one.

errors-offline-title = The camera cloud cannot be reached
errors-offline-does = Labrun keeps trying and goes on by itself.
errors-offline-do = Check the network, or carry on working: nothing is lost.

errors-untrusted-title = The connection is not safe
errors-untrusted-does = Labrun sends nothing while the cloud cannot prove who it is.
errors-untrusted-do = Check the date of this computer, then ask whoever runs the network about a proxy. A certificate of your company has its place in the settings.

errors-captive_portal-title = This network asks you to sign in first
errors-captive_portal-does = Labrun sends nothing to the page in between, keeps trying and goes on by itself.
errors-captive_portal-do = Open any page in your browser and agree to what the network asks, or use another network.

errors-proxy_refused-title = The proxy of this network lets nothing through
errors-proxy_refused-does = Labrun keeps trying and goes on by itself when it may.
errors-proxy_refused-do = If it wants a name and a password, they have their place in the settings. Else ask whoever runs the network to let this computer reach the cloud, or use another network.

errors-clock_wrong-title = The clock of this computer is wrong
errors-clock_wrong-does = The cloud refuses what is signed with a wrong time, so Labrun waits and tries again by itself.
errors-clock_wrong-do = Set date, time and time zone of this computer, best from the network.

errors-busy-title = The camera cloud is busy
errors-busy-does = Labrun waits a little and tries again by itself.
errors-busy-do = Nothing to do.

errors-not_authorized-title = Signed out by the camera cloud
errors-not_authorized-does = The uploads are kept and wait for you.
errors-not_authorized-do = Sign in again; they go on where they stopped.

errors-wrong_secret-title = The cloud does not know this secret
errors-wrong_secret-does = Nothing was kept.
errors-wrong_secret-do = Check the secret for missing characters and type it again.

errors-wrong_login-title = The cloud does not take this sign-in
errors-wrong_login-does = Nothing was kept.
errors-wrong_login-do = Check the name and the password or key, and type them again. Mind Caps Lock.

errors-denied-title = Sign-in was refused
errors-denied-does = Nothing was kept.
errors-denied-do = Ask a project admin to allow camera devices for you, then try again.

errors-plan_limit-title = The account has reached its limit
errors-plan_limit-does = The file is set aside; the other uploads go on.
errors-plan_limit-do = Ask the account's owner to free storage or change the plan, then retry.

errors-recorded_while_paused-title = Recorded while the project was paused
errors-recorded_while_paused-does = The cloud never takes what was recorded during a pause, so Labrun leaves it out.
errors-recorded_while_paused-do = If it is needed, add it in the project from a browser.

errors-target_expired-title = The upload stood still for too long
errors-target_expired-does = The cloud gives an upload one day. It has to begin again.
errors-target_expired-do = Retry to upload the file from the start.

errors-asset_gone-title = The file was deleted in the project
errors-asset_gone-does = Labrun stopped: somebody removed it while it was on its way.
errors-asset_gone-do = If that was a mistake, retry to upload it again.

errors-part_refused-title = The cloud would not take a part of the file
errors-part_refused-does = It has been sent several times, and what arrived is kept.
errors-part_refused-do = Check that the file plays, then try again.

errors-rejected-title = The cloud does not accept this file
errors-rejected-does = The file is set aside; the other uploads go on.
errors-rejected-do = Check that the file plays, then retry.

errors-file_changed-title = The file changed during its upload
errors-file_changed-does = Labrun stopped, so that half old and half new is never delivered.
errors-file_changed-do = When nothing writes to it any more, retry from the start.

errors-file_missing-title = The file is not there any more
errors-file_missing-does = Labrun keeps its place in the list; the other uploads go on.
errors-file_missing-do = Put the card or drive back, then retry.

errors-file_unreadable-title = The file cannot be read
errors-file_unreadable-does = The file is set aside; the other uploads go on.
errors-file_unreadable-do = Check the card and the rights on the file, then retry.

errors-not_a_file-title = This is not a file
errors-not_a_file-does = It was left out.
errors-not_a_file-do = Add the files inside the folder instead.

errors-file_empty-title = The file is empty
errors-file_empty-does = It was left out: there is nothing to send.
errors-file_empty-do = Check the recording; add it again when it has content.

errors-file_too_large-title = The file is larger than the cloud allows
errors-file_too_large-does = It was left out.
errors-file_too_large-do = Send a smaller version, or split the recording.

errors-storage_full-title = This computer's disk is full
errors-storage_full-does = Uploads stand still, so that nothing is forgotten.
errors-storage_full-do = Free some space; Labrun goes on by itself.

errors-storage_failed-title = Labrun cannot write its queue to disk
errors-storage_failed-does = Uploads stand still, so that nothing is forgotten.
errors-storage_failed-do = Check this computer's disk, then start Labrun again.

errors-vault_unavailable-title = The keyring of this computer cannot be used
errors-vault_unavailable-does = Nothing secret is written anywhere else.
errors-vault_unavailable-do = Unlock the keyring, or use an encrypted vault file.

errors-vault_locked-title = The vault is locked
errors-vault_locked-does = Uploads wait until it is open.
errors-vault_locked-do = Unlock it with its passphrase.

errors-wrong_passphrase-title = That passphrase does not open the vault
errors-wrong_passphrase-does = The vault stays locked; nothing was changed.
errors-wrong_passphrase-do = Type it again. Mind Caps Lock and the keyboard layout.

errors-not_allowed-title = That is not possible right now
errors-not_allowed-does = Nothing was changed.
errors-not_allowed-do = Look at its state again; it may have moved on meanwhile.

errors-unknown_connection-title = That connection is gone
errors-unknown_connection-does = Nothing was changed.
errors-unknown_connection-do = Choose another connection, or connect again.

errors-internal-title = Something went wrong inside Labrun
errors-internal-does = What the cloud has accepted is safe and written down.
errors-internal-do = Try again. If it comes back, restart Labrun.
