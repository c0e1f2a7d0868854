# How Labrun becomes its next version.

updates-none = Es ist keine neuere Version bekannt.
updates-checking = Suche nach einer neueren Version …
updates-fetching = Labrun { $version } wird geladen: { $percent } %.
updates-fetching-short = Labrun { $version } wird geladen · { $percent } %
# Read out once; how far it is, is only to be seen.
updates-told-fetching = Labrun { $version } wird geladen
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

# Warum niemand sucht, was eine Suche ergab und warum eine Version abgelehnt wurde. updates-why-… steht hinter einem
# Doppelpunkt (updates-refused, updates-not-installed) als $why.
updates-closing = Labrun wird gerade beendet.
updates-off-elsewhere = Dieses Labrun wurde nicht aus einem seiner Pakete installiert. Wer es hier abgelegt hat, ersetzt es auch.
updates-off-no-key = Diesem Labrun fehlt der Schlüssel, an dem es echte Updates erkennt.
updates-off-no-address = Diesem Labrun fehlt die Adresse, unter der es nach Updates sucht.
updates-off-not-built-in = Dieses Labrun wurde ohne Updates gebaut.
updates-off-not-https = Updates kommen nur über https, und { $feed } ist kein https.
updates-open-line = Labrun { $version } wurde abgelehnt: Es wäre unverschlüsselt gekommen, und alle unterwegs hätten es lesen und ändern können.
updates-older = Labrun { $version } wurde angeboten und abgelehnt: Es ist älter als dieses, { $ours }.
updates-not-whole = Labrun { $version } kam nicht vollständig an. Es wurde nichts installiert; Labrun versucht es später erneut.
updates-refused = Labrun { $version } wurde abgelehnt: { $why }
updates-not-kept = Labrun { $version } konnte nicht gespeichert werden: { $why }.
updates-not-installed = Labrun { $version } konnte nicht installiert werden: { $why }
updates-why-signature = Die Signatur passt nicht. Es wurde unterwegs beschädigt oder verändert oder stammt nicht vom Hersteller von Labrun. Es wurde nichts installiert.
updates-why-other-version = Es war als { $announced } angekündigt und ist { $signed }. Es wurde nichts installiert.
updates-why-no-version = Die Signatur nennt keine Version. Es wurde nichts installiert.
updates-https-only = Updates kommen nur über https.
updates-why-https-only = Updates kommen nur über https. Es wurde nichts installiert.
updates-no-answer = Im Moment lässt sich nicht nach Updates suchen: Der Server dafür antwortet nicht. Labrun versucht es später erneut.
updates-no-sense = Der Server für Updates gibt keine brauchbare Antwort. Labrun versucht es später erneut.
updates-not-for-this-computer = Es gibt eine neue Version, aber nicht für diese Art von Computer.
updates-why-password = Niemand hat es mit einem Passwort erlaubt. Es wurde nichts installiert.
