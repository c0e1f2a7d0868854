# How Labrun becomes its next version.

updates-none = Es ist keine neuere Version bekannt.
updates-checking = Suche nach einer neueren Version …
updates-fetching = Labrun { $version } wird geladen: { $percent } %.
updates-fetching-short = Labrun { $version } wird geladen · { $percent } %
updates-ready = Labrun { $version } ist bereit
# Before the notes of the release, where there are any.
updates-ready-sentence = Labrun { $version } ist bereit.
updates-ready-by-itself = Wird installiert, sobald die Warteschlange abgearbeitet und dieses Fenster geschlossen ist, oder wenn Sie Labrun beenden.
updates-ready-password = Ihr System wird nach einem Passwort fragen.
updates-installing = Labrun { $version } wird installiert …
updates-restart = Jetzt neu starten
updates-check = Jetzt suchen
updates-by-itself-title = Von selbst aktualisieren
updates-by-itself-words = Labrun sucht alle paar Stunden nach neuen Versionen und installiert sie, sobald die Warteschlange abgearbeitet und das Fenster geschlossen ist, oder wenn Sie Labrun beenden. Danach gehen die Uploads weiter.
updates-by-itself-kept = Aktualisiert sich von selbst
updates-when-told-kept = Aktualisiert, wenn Sie es sagen
