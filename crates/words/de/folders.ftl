# Watched folders.

folders-title = Überwachte Ordner
folders-look = Jetzt nachsehen
folders-watch = Ordner überwachen …
folders-none = Noch keiner. Überwachen Sie eine Karte, ein Laufwerk oder eine Freigabe, und was dort aufgenommen wird, geht von selbst.
folders-change = Ändern …
folders-change-label = { $folder } ändern
folders-stop = Beenden …
folders-stop-label = Überwachung von { $folder } beenden

# How one stands
folders-looking = Wird durchgesehen
folders-watching = Wird überwacht
folders-unsettled =
    { $n ->
        [one] { $n } Datei wird noch geschrieben
       *[other] { $n } Dateien werden noch geschrieben
    }
folders-away = Nicht da
folders-away-why = Die Karte steckt nicht oder die Freigabe ist nicht erreichbar. Labrun sucht von selbst wieder danach.
folders-unreadable = Nicht lesbar

# What is taken from it, in one line
folders-wish-subfolders = Mit Unterordnern
folders-wish-only-this = Nur dieser Ordner
folders-wish-takes = nimmt { $names }
folders-wish-leaves = lässt { $names } aus
folders-wish-existing = auch, was schon da war
folders-wish-new = nur Neues
folders-wish-growing = sendet während der Aufnahme

folders-automatic = Von selbst hochladen
folders-automatic-on = Was in überwachten Ordnern gefunden wird, kommt sofort in die Warteschlange.
folders-automatic-off = Was in überwachten Ordnern gefunden wird, wird nur angeboten. Es geht, wenn Sie es in der Warteschlange unter „Angeboten“ auswählen.

# Stop watching?
folders-stop-title = { $folder } nicht mehr überwachen?
folders-stop-words = Was schon in der Warteschlange ist, bleibt dort und wird gesendet. Was später dazukommt, wird nicht bemerkt.
folders-stop-do = Nicht mehr überwachen
folders-stop-keep = Weiter überwachen
folders-stopped = { $folder } wird nicht mehr überwacht

# A folder to be watched, or watched otherwise
folders-new-title = Ordner überwachen
folders-change-title = Überwachung ändern
# $place: the project it goes to.
folders-dialog-words = Was hier aufgenommen oder hineinkopiert wird, geht an { $place }, sobald die jeweilige Datei vollständig ist.
folders-another = Anderer …
folders-subfolders = Auch Unterordner
folders-subfolders-words = Alles darunter ebenso, zum Beispiel die Rollen auf einer Karte.
folders-existing = Auch, was schon da ist
folders-existing-words = Sonst nur, was ab jetzt dazukommt. Was schon gesendet wurde, wird nie zweimal gesendet.
folders-growing = Während der Aufnahme senden
folders-growing-words = Ein Take wird gesendet, während die Kamera ihn noch schreibt, sofern Cloud und Format das zulassen. Sekunden nach seinem Ende ist er da.
folders-take = Namen, die genommen werden
folders-take-hint = * steht für beliebige Zeichen, ? für eines. Ohne Angabe: alle Medien und alles andere, was kein Datenmüll ist.
folders-take-example = Alle, oder etwa *.mxf
folders-leave = Namen, die ausgelassen werden
folders-leave-hint = Von Dateien und Ordnern. Gilt vor den Namen, die genommen werden.
folders-leave-example = Keine, oder etwa *_test*
folders-cancel = Abbrechen
folders-do-watch = Überwachen
folders-do-change = Ändern
folders-watched = { $folder } wird überwacht
folders-watched-for = Für { $place }
folders-changed = Geändert
