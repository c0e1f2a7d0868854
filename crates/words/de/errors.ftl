# What went wrong, by its code: what happened, what Labrun does by itself, what the person can do.
# The title has no full stop; the sentences have one.

errors-offline-title = Die Kamera-Cloud ist nicht erreichbar
errors-offline-does = Labrun versucht es immer wieder und macht dann von selbst weiter.
errors-offline-do = Prüfen Sie das Netz oder arbeiten Sie einfach weiter: Nichts geht verloren.

errors-untrusted-title = Die Verbindung ist nicht sicher
errors-untrusted-does = Labrun sendet nichts, solange die Cloud nicht beweisen kann, wer sie ist.
errors-untrusted-do = Prüfen Sie das Datum dieses Computers und fragen Sie dann die Netzbetreuung nach einem Proxyserver. Ein Zertifikat Ihrer Firma gehört in die Einstellungen.

errors-captive_portal-title = Dieses Netz verlangt zuerst eine Anmeldung
errors-captive_portal-does = Labrun sendet nichts an die Seite dazwischen, versucht es immer wieder und macht dann von selbst weiter.
errors-captive_portal-do = Öffnen Sie eine beliebige Seite im Browser und stimmen Sie dem zu, was das Netz verlangt, oder wechseln Sie das Netz.

errors-proxy_refused-title = Der Proxyserver dieses Netzes lässt nichts durch
errors-proxy_refused-does = Labrun versucht es immer wieder und macht dann von selbst weiter, sobald es darf.
errors-proxy_refused-do = Verlangt er Name und Passwort, gehören beide in die Einstellungen. Bitten Sie sonst die Netzbetreuung, diesen Computer zur Cloud durchzulassen, oder wechseln Sie das Netz.

errors-clock_wrong-title = Die Uhr dieses Computers geht falsch
errors-clock_wrong-does = Die Cloud lehnt ab, was mit falscher Uhrzeit signiert ist. Labrun wartet und versucht es von selbst wieder.
errors-clock_wrong-do = Stellen Sie Datum, Uhrzeit und Zeitzone dieses Computers ein, am besten automatisch über das Netz.

errors-busy-title = Die Kamera-Cloud ist ausgelastet
errors-busy-does = Labrun wartet ein wenig und versucht es von selbst wieder.
errors-busy-do = Es ist nichts zu tun.

errors-not_authorized-title = Von der Kamera-Cloud abgemeldet
errors-not_authorized-does = Die Uploads bleiben erhalten und warten auf Sie.
errors-not_authorized-do = Melden Sie sich neu an: Die Uploads gehen dort weiter, wo sie stehen geblieben sind.

errors-wrong_secret-title = Die Cloud kennt dieses Secret nicht
errors-wrong_secret-does = Nichts wurde gespeichert.
errors-wrong_secret-do = Prüfen Sie, ob Zeichen fehlen, und geben Sie das Secret noch einmal ein.

errors-wrong_login-title = Die Cloud nimmt diese Anmeldung nicht an
errors-wrong_login-does = Nichts wurde gespeichert.
errors-wrong_login-do = Prüfen Sie den Namen und das Passwort oder den Schlüssel und geben Sie beides noch einmal ein. Achten Sie auf die Feststelltaste.

errors-denied-title = Die Anmeldung wurde abgelehnt
errors-denied-does = Nichts wurde gespeichert.
errors-denied-do = Bitten Sie die Projektverwaltung, Kamerageräte für Sie zuzulassen, und versuchen Sie es dann noch einmal.

errors-plan_limit-title = Das Konto hat seine Grenze erreicht
errors-plan_limit-does = Die Datei ist zurückgestellt; die übrigen Uploads gehen weiter.
errors-plan_limit-do = Bitten Sie die Person, der das Konto gehört, Speicher freizugeben oder den Tarif zu wechseln. Versuchen Sie es dann erneut.

errors-recorded_while_paused-title = Aufgenommen, während das Projekt pausiert war
errors-recorded_while_paused-does = Was während einer Pause aufgenommen wurde, nimmt die Cloud nie an. Labrun lässt es daher aus.
errors-recorded_while_paused-do = Wird es gebraucht, fügen Sie es im Browser zum Projekt hinzu.

errors-target_expired-title = Der Upload stand zu lange still
errors-target_expired-does = Die Cloud gibt einem Upload einen Tag. Er muss von vorn beginnen.
errors-target_expired-do = Versuchen Sie es erneut: Die Datei wird dann von Anfang an hochgeladen.

errors-asset_gone-title = Die Datei wurde im Projekt gelöscht
errors-asset_gone-does = Labrun hat angehalten: Jemand hat sie entfernt, während sie unterwegs war.
errors-asset_gone-do = War das ein Versehen, versuchen Sie es erneut: Sie wird dann noch einmal hochgeladen.

errors-part_refused-title = Die Cloud hat einen Teil der Datei nicht angenommen
errors-part_refused-does = Er wurde mehrmals gesendet; was angekommen ist, bleibt erhalten.
errors-part_refused-do = Prüfen Sie, ob sich die Datei abspielen lässt, und versuchen Sie es dann erneut.

errors-rejected-title = Die Cloud nimmt diese Datei nicht an
errors-rejected-does = Die Datei ist zurückgestellt; die übrigen Uploads gehen weiter.
errors-rejected-do = Prüfen Sie, ob sich die Datei abspielen lässt, und versuchen Sie es dann erneut.

errors-file_changed-title = Die Datei hat sich während des Uploads geändert
errors-file_changed-does = Labrun hat angehalten, damit nicht halb Altes und halb Neues abgeliefert wird.
errors-file_changed-do = Sobald nichts mehr in die Datei schreibt, versuchen Sie es von Anfang an erneut.

errors-file_missing-title = Die Datei ist nicht mehr da
errors-file_missing-does = Labrun hält ihren Platz in der Liste frei; die übrigen Uploads gehen weiter.
errors-file_missing-do = Stecken Sie die Karte oder das Laufwerk wieder ein und versuchen Sie es dann erneut.

errors-file_unreadable-title = Die Datei lässt sich nicht lesen
errors-file_unreadable-does = Die Datei ist zurückgestellt; die übrigen Uploads gehen weiter.
errors-file_unreadable-do = Prüfen Sie die Karte und die Zugriffsrechte der Datei und versuchen Sie es dann erneut.

errors-not_a_file-title = Das ist keine Datei
errors-not_a_file-does = Es wurde ausgelassen.
errors-not_a_file-do = Fügen Sie stattdessen die Dateien im Ordner hinzu.

errors-file_empty-title = Die Datei ist leer
errors-file_empty-does = Sie wurde ausgelassen: Es gibt nichts zu senden.
errors-file_empty-do = Prüfen Sie die Aufnahme und fügen Sie die Datei wieder hinzu, wenn sie Inhalt hat.

errors-file_too_large-title = Die Datei ist größer, als die Cloud erlaubt
errors-file_too_large-does = Sie wurde ausgelassen.
errors-file_too_large-do = Senden Sie eine kleinere Fassung oder teilen Sie die Aufnahme.

errors-storage_full-title = Die Festplatte dieses Computers ist voll
errors-storage_full-does = Die Uploads stehen still, damit nichts vergessen wird.
errors-storage_full-do = Schaffen Sie Platz; Labrun macht dann von selbst weiter.

errors-storage_failed-title = Labrun kann seine Warteschlange nicht speichern
errors-storage_failed-does = Die Uploads stehen still, damit nichts vergessen wird.
errors-storage_failed-do = Prüfen Sie die Festplatte dieses Computers und starten Sie Labrun dann neu.

errors-vault_unavailable-title = Der Schlüsselbund dieses Computers lässt sich nicht benutzen
errors-vault_unavailable-does = Geheimes wird nirgendwo anders abgelegt.
errors-vault_unavailable-do = Entsperren Sie den Schlüsselbund oder benutzen Sie eine verschlüsselte Tresordatei.

errors-vault_locked-title = Der Tresor ist gesperrt
errors-vault_locked-does = Die Uploads warten, bis er offen ist.
errors-vault_locked-do = Entsperren Sie ihn mit seiner Passphrase.

errors-wrong_passphrase-title = Diese Passphrase öffnet den Tresor nicht
errors-wrong_passphrase-does = Der Tresor bleibt gesperrt; nichts wurde geändert.
errors-wrong_passphrase-do = Geben Sie sie noch einmal ein. Achten Sie auf Feststelltaste und Tastaturbelegung.

errors-not_allowed-title = Das ist gerade nicht möglich
errors-not_allowed-does = Nichts wurde geändert.
errors-not_allowed-do = Sehen Sie noch einmal nach, wie es steht: Inzwischen kann sich etwas geändert haben.

errors-unknown_connection-title = Diese Verbindung gibt es nicht mehr
errors-unknown_connection-does = Nichts wurde geändert.
errors-unknown_connection-do = Wählen Sie eine andere Verbindung oder verbinden Sie sich neu.

errors-internal-title = In Labrun ist etwas schiefgegangen
errors-internal-does = Was die Cloud angenommen hat, ist sicher und festgehalten.
errors-internal-do = Versuchen Sie es noch einmal. Kommt es wieder, starten Sie Labrun neu.
