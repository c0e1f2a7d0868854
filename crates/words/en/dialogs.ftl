# Titles of the system's own dialogs for files.

dialogs-add-files = Add files to the queue
dialogs-watch-folder = Watch a folder
dialogs-import-settings = Import settings
dialogs-export-settings = Export the settings
dialogs-save-diagnostics = Save the diagnostics
dialogs-save-receipt = Save the receipt
