# Titles of the system's own dialogs for files.

dialogs-add-files = Dateien in die Warteschlange aufnehmen
dialogs-watch-folder = Ordner überwachen
dialogs-import-settings = Einstellungen importieren
dialogs-export-settings = Einstellungen exportieren
dialogs-save-diagnostics = Diagnose speichern
dialogs-save-receipt = Beleg speichern
