# The queue: what is on its way, how it stands, and what can be done with it.

# The one sentence at the top

queue-nothing = Nichts in der Warteschlange
queue-everything-up = Alles hochgeladen
queue-sent =
    { $n ->
        [one] { $n } Datei gesendet
       *[other] { $n } Dateien gesendet
    }
queue-need-attention =
    { $n ->
        [one] { $n } braucht Aufmerksamkeit
       *[other] { $n } brauchen Aufmerksamkeit
    }
queue-finishing = wird abgeschlossen
queue-bytes-left = noch { $bytes }
queue-about = etwa { $time } bei { $rate }
queue-progress = Gesamtfortschritt
queue-moving =
    { $n ->
        [one] { $n } Datei unterwegs
       *[other] { $n } Dateien unterwegs
    }
queue-starting = Beginnt
queue-nothing-left = Nichts mehr zu senden
queue-wait-for-pick =
    { $n ->
        [one] { $n } wartet auf Ihre Auswahl
       *[other] { $n } warten auf Ihre Auswahl
    }
# Read aloud when it comes to that.
queue-told-attention = Braucht Aufmerksamkeit
queue-told-uploading = Wird hochgeladen

# Why nothing moves

queue-next-try = erneut in { $time }
queue-trying-now = neuer Versuch läuft
queue-standstill-network = Wartet auf das Netz
queue-standstill-captive_portal = Dieses Netz verlangt eine Anmeldung
queue-standstill-captive_portal-then = Anmeldeseite im Browser öffnen
queue-standstill-proxy_refused = Der Proxyserver lässt nichts durch
queue-standstill-proxy_refused-then = fragen Sie die Netzbetreuung
queue-standstill-untrusted = Zertifikat nicht vertrauenswürdig
queue-standstill-untrusted-then = nichts wird gesendet; fragen Sie die Netzbetreuung
queue-standstill-clock_wrong = Die Uhr dieses Computers geht falsch
queue-standstill-clock_wrong-then = nach dem Stellen geht es weiter
queue-standstill-metered = Zurückgehalten
queue-standstill-metered-why = in diesem Netz kostet Datenvolumen Geld
queue-standstill-busy = Die Cloud ist ausgelastet
queue-standstill-signed-out = Abgemeldet
queue-standstill-signed-out-why = nach neuer Anmeldung geht es weiter
queue-standstill-storage = Stillstand
queue-paused = Pausiert
queue-paused-until = weiter um { $time }
queue-paused-until-resumed = bis Sie fortsetzen
queue-sign-in-again = Neu anmelden
queue-settings = Einstellungen

# What brings files in, and what stops and starts them

queue-add-files = Hinzufügen …
queue-watch-folder = Ordner überwachen …
queue-to = Nach { $place }
queue-for = Für { $place }
queue-take-no-files = Diese nehmen keine Dateien an
queue-pause = Pausieren
queue-pause-15 = Für 15 Minuten
queue-pause-60 = Für 1 Stunde
queue-pause-until = Bis ich fortsetze
queue-pause-15-menu = Für 15 Minuten pausieren
queue-pause-60-menu = Für 1 Stunde pausieren
queue-pause-until-menu = Pausieren, bis ich fortsetze

# Nothing in it yet

queue-drop-here = Dateien oder Ordner hier ablegen
queue-drop-to = Sie gehen an { $place }.
queue-drop-to-any = Sie gehen an die Verbindung, auf der Sie sie ablegen.
queue-or-watch = Oder überwachen Sie einen Ordner: Was dort aufgenommen wird, geht von selbst.
queue-nowhere = Noch kein Ziel für Uploads
queue-sign-in-first = Melden Sie sich zuerst bei einer Kamera-Cloud an, die Uploads annimmt.

# The lists

queue-show = Anzeigen
queue-filter-active = Aktiv
queue-filter-active-short = Aktiv
queue-filter-active-empty = Gerade ist nichts unterwegs
queue-filter-waiting = Wartend
queue-filter-waiting-short = Wartend
queue-filter-waiting-empty = Nichts wartet
queue-filter-offered = Angeboten
queue-filter-offered-short = Angeboten
queue-filter-offered-empty = Nichts wartet auf Ihre Auswahl
queue-filter-attention = Aufmerksamkeit
queue-filter-attention-short = Achtung
queue-filter-attention-empty = Nichts braucht Ihre Aufmerksamkeit
queue-filter-done = Fertig
queue-filter-done-short = Fertig
queue-filter-done-empty = Noch ist nichts fertig
queue-filter-all = Alle
queue-filter-all-short = Alle
queue-filter-all-empty = Hier ist noch nichts
queue-search = Suchen
queue-search-label = Nach Name oder Ordner suchen
queue-found-nothing = Kein Name oder Ordner mit „{ $words }“
queue-search-all = In allen suchen ({ $n })
queue-search-clear = Suche leeren
queue-unreadable = Die Liste lässt sich gerade nicht lesen
# $why: a sentence of its own.
queue-unreadable-words = { $why } Labrun versucht es von selbst noch einmal.
queue-done-stay = Fertige Uploads bleiben in dieser Liste, bis Sie sie entfernen.
queue-done-clear = Fertige entfernen
queue-offered-why = In überwachten Ordnern gefunden, während nichts von selbst hochgeladen wird.
queue-offered-upload =
    { $n ->
        [one] Hochladen
       *[other] Alle { $n } hochladen
    }
queue-uploads = Uploads
queue-row-coming = Kommt gleich

# How one stands

queue-state-queued = Eingereiht
queue-state-uploading = Lädt hoch
queue-state-again-in = Erneut in { $time }
queue-state-again = Neuer Versuch
queue-state-network = Kein Netz
queue-state-authorization = Anmeldung fehlt
queue-state-paused = Pausiert
queue-state-paused-until = Pausiert bis { $time }
# In a row, beside the mark of a pause.
queue-state-paused-until-short = bis { $time }
queue-state-offered = Nur angeboten
queue-state-failed = Fehlgeschlagen
queue-state-skipped = Übersprungen
queue-state-done = Fertig
queue-state-cancelled = Abgebrochen

# What failed, in three words at most
queue-failed-file_missing = Datei ist weg
queue-failed-file_changed = Datei geändert
queue-failed-file_unreadable = Nicht lesbar
queue-failed-asset_gone = In Cloud gelöscht
queue-failed-plan_limit = Konto ist voll
queue-failed-target_expired = Dauerte zu lange
queue-failed-rejected = Abgelehnt
queue-failed-storage_full = Festplatte voll
queue-failed-captive_portal = Netz-Login
queue-failed-proxy_refused = Proxy lehnt ab
queue-failed-clock_wrong = Uhr geht falsch

# What a state means and what to do about it
queue-means-queued = Die Datei geht, sobald sie an der Reihe ist. Stellen Sie sie ganz nach oben, um sie gleich zu senden.
queue-means-growing = Die Aufnahme läuft noch und wird gesendet, während sie wächst. Der Rest folgt Sekunden nach ihrem Ende.
queue-means-paused = Die Datei wartet, bis Sie fortsetzen. Was die Cloud angenommen hat, bleibt erhalten.
queue-means-paused-until = Weiter geht es von selbst um { $time } oder wenn Sie fortsetzen. Was die Cloud angenommen hat, bleibt erhalten.
queue-means-offered = Die Datei wurde in einem überwachten Ordner gefunden, während nichts von selbst hochgeladen wird. Laden Sie sie hoch oder lassen Sie sie aus.
queue-means-cancelled = Die Datei wird nicht gesendet. „Erneut versuchen“ stellt sie zurück in die Warteschlange.
queue-means-done = Die Cloud hat jeden Teil angenommen.

queue-resumed = fortgesetzt ab Teil { $part }
queue-resumed-of = fortgesetzt ab Teil { $part } von { $parts }
queue-recording = Aufnahme läuft · bisher { $bytes }
queue-sent-so-far = bisher { $bytes } gesendet

# What can be done

queue-do-upload = Hochladen
queue-do-upload-these = Diese hochladen
queue-do-resume = Fortsetzen
queue-do-top = Ganz nach oben
queue-do-top-short = Nach oben
queue-do-retry = Erneut versuchen
queue-do-try-now = Jetzt versuchen
queue-do-show = Im Ordner zeigen
queue-do-details = Details
queue-do-cancel = Upload abbrechen
queue-do-cancel-short = Abbrechen
queue-do-leave-out = Auslassen
queue-do-remove = Aus der Liste entfernen
queue-do-remove-short = Entfernen
queue-pause-this = Diesen Upload pausieren
queue-pause-selected = Ausgewählte Uploads pausieren
queue-selected = Ausgewählte Uploads
queue-selecting = Wird ausgewählt …
queue-selected-all =
    { $n ->
        [one] Die eine Datei
       *[other] Alle { $n } Dateien
    }
queue-clear-selection = Auswahl aufheben

# What was done. $what: the name of a file, or how many uploads.
queue-done-top = Ganz nach oben gestellt: { $what }
queue-done-pause = Pausiert: { $what }
queue-done-pause-until = Bis { $time } pausiert: { $what }
queue-done-resume = Fortgesetzt: { $what }
queue-done-retry = Neuer Versuch: { $what }
queue-done-cancel = Abgebrochen: { $what }
queue-done-remove = Aus der Liste entfernt: { $what }
queue-unchanged = Nichts wurde geändert
queue-too-late =
    { $n ->
        [one] { $n } Upload bleibt, wie er ist: Dafür war es zu spät.
       *[other] { $n } Uploads bleiben, wie sie sind: Dafür war es zu spät.
    }
queue-undo = Rückgängig

# What came of adding
queue-added =
    { $n ->
        [one] { $n } Datei hinzugefügt
       *[other] { $n } Dateien hinzugefügt
    }
queue-added-known =
    { $n ->
        [one] { $n } Datei schon in der Warteschlange
       *[other] { $n } Dateien schon in der Warteschlange
    }
queue-added-sent =
    { $n ->
        [one] { $n } Datei schon hochgeladen
       *[other] { $n } Dateien schon hochgeladen
    }
queue-added-empty =
    { $n ->
        [one] { $n } Ordner ohne Medien
       *[other] { $n } Ordner ohne Medien
    }
queue-not-added = { $name } wurde nicht hinzugefügt
queue-not-added-many =
    { $n ->
        [one] { $n } Datei nicht hinzugefügt
       *[other] { $n } Dateien nicht hinzugefügt
    }
queue-not-added-why = { $name }: { $why }
queue-not-added-in-folder =
    { $n ->
        [one] { $n } Datei im Ordner wurde nicht hinzugefügt
       *[other] { $n } Dateien im Ordner wurden nicht hinzugefügt
    }
queue-not-added-in-folder-why = Leer, noch nicht fertig geschrieben oder nicht lesbar. Überwachen Sie den Ordner, damit sie dazukommen, sobald sie vollständig sind.

# Asked first
queue-ask-remove = { $what } aus der Liste entfernen?
queue-ask-remove-words = Einige davon sind nicht angekommen und werden hier dann vergessen.
queue-ask-remove-do = Aus der Liste entfernen
queue-ask-remove-keep = Behalten
queue-ask-cancel = { $what } abbrechen?
queue-ask-cancel-sent = { $bytes } sind schon gesendet und müssten später noch einmal gesendet werden.
queue-ask-cancel-words = Was davon schon gesendet ist, müsste später noch einmal gesendet werden.
queue-ask-cancel-do =
    { $n ->
        [one] Upload abbrechen
       *[other] Uploads abbrechen
    }
queue-ask-cancel-keep = Weiter hochladen
queue-ask-untouched = Die Dateien auf Ihren Karten und Laufwerken bleiben unberührt.

# Everything about one

queue-details-of = Details zu { $name }
queue-details-close = Details schließen
queue-details-progress = Fortschritt dieses Uploads
queue-details-sent = { $sent } von { $size }
queue-details-sent-growing = { $sent } von bisher { $size }
queue-details-size-growing = bisher { $size }
queue-details-left = noch { $time }
queue-details-parts = Teile
queue-details-history = Verlauf
queue-details-particulars = Einzelheiten
queue-details-path = Pfad
queue-details-fingerprint = Fingerabdruck
queue-details-asset = Asset
queue-details-no-asset = Noch keines in der Cloud
queue-tried =
    { $n ->
        [one] { $n }-mal versucht.
       *[other] { $n }-mal versucht.
    }
queue-together = Dieselbe Aufnahme
queue-together-original = Original
queue-part = Teil { $part }
queue-parts-range = Teile { $from } bis { $to }
queue-parts-accepted = { $sent } von { $parts } Teilen angenommen
queue-receipt = Beleg speichern …
queue-receipt-words = Was gesendet wurde und was die Cloud geantwortet hat, als Datei zum Weitergeben.
queue-receipt-saved = Beleg gespeichert

queue-sums = Prüfsummen
queue-sums-file = Ganze Datei, xxh3-128
queue-sums-later = Wird mit dem Beleg berechnet
queue-sums-parts =
    { $n ->
        [one] { $n } Teil mit eigener Prüfsumme
       *[other] { $n } Teile, jeder mit eigener Prüfsumme
    }
queue-sums-of-parts = Prüfsummen der Teile
queue-sums-part = Teil
queue-sums-size = Größe
queue-sums-hash = xxh3-128
queue-sums-tag = ETag
queue-sums-not-sent = noch nicht gesendet
queue-sums-no-tag = kein ETag
