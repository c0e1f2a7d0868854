# What each cloud says of itself: its ways to sign in, the fields they ask for, and what is said where there is
# nothing to choose. The English is that of crates/providers, to the letter; a test compares them.

# Frame.io
clouds-frameio-no-accounts = Keines Ihrer Konten ist für Camera to Cloud freigeschaltet. Bitten Sie die Person, der das Konto gehört, es freizuschalten, oder fragen Sie Frame.io.
clouds-frameio-no-projects = In diesem Konto ist kein Projekt für Camera to Cloud geöffnet. Schalten Sie es bei Frame.io in den Einstellungen des Projekts frei.
clouds-frameio-device-code-label = Sechsstelliger Code
clouds-frameio-device-code-about = Sie geben bei Frame.io einen Code ein und wählen dort das Projekt
clouds-frameio-application-label = Im Browser anmelden
clouds-frameio-application-about = Sie melden sich auf der Seite von Frame.io an und wählen das Projekt hier
clouds-frameio-field-client-secret-label = Client-Secret
clouds-frameio-field-client-secret-hint = Von denen, die diese App bei der Cloud registriert haben
clouds-frameio-field-client-id-label = Client-ID
clouds-frameio-field-client-id-hint = Von denen, die diese App bei der Cloud registriert haben

# Multicam Systems
clouds-multicam-no-uploads = Eine Multicam-Maschine nimmt über das Netz kein Material an, deshalb lässt sich nichts zu ihr hochladen.
clouds-multicam-no-accounts = Die Maschine hat nicht gesagt, was sie ist. Prüfen Sie die Adresse.
clouds-multicam-no-projects = Diese Maschine hat weder einen Raum noch eine Medienliste. Legen Sie in Multicam etwas davon an und sehen Sie dann noch einmal nach.
clouds-multicam-key-label = API-Schlüssel (Multicam 10 und neuer)
clouds-multicam-key-about = Sie übernehmen den API-Schlüssel von der Maschine
clouds-multicam-token-label = Benutzer und Schlüssel (Multicam 9 und älter)
clouds-multicam-token-about = Sie geben den API-Benutzer und seinen Schlüssel ein; das gilt jeweils 14 Tage
clouds-multicam-address-label = Vertraute Adresse
clouds-multicam-address-about = Ohne Schlüssel: Die IP-Adresse dieses Computers steht auf der Liste der Maschine
clouds-multicam-field-address-label = Adresse der Maschine
clouds-multicam-field-address-hint = Host und Port, etwa 192.168.1.20:8082
clouds-multicam-field-plain-label = Unverschlüsselte Verbindung zulassen
clouds-multicam-field-plain-hint = Nur, wenn die Maschine kein https hat. Dann können alle im Netz mitlesen, auch den Schlüssel
clouds-multicam-field-key-label = API-Schlüssel
clouds-multicam-field-key-hint = In Multicam: Settings > Systems > API
clouds-multicam-field-user-label = API-Benutzer
clouds-multicam-field-user-hint = Der in Multicam für die API angelegte Benutzer, oft eine E-Mail-Adresse

# Eagle Eye CameraManager
clouds-eagle-eye-no-uploads = CameraManager zeichnet von eigenen Kameras auf und nimmt kein Material an, deshalb lässt sich nichts dorthin hochladen.
clouds-eagle-eye-no-accounts = CameraManager nennt kein Konto für Sie. Ein Händler muss vom Support des Herstellers freigeschaltet werden.
clouds-eagle-eye-no-projects = In diesem Konto gibt es keine Kamera. Fügen Sie in CameraManager eine hinzu und sehen Sie dann noch einmal nach.
clouds-eagle-eye-hosted-label = Im Browser anmelden
clouds-eagle-eye-hosted-about = Sie haben Kameras: Sie melden sich auf der Seite von CameraManager an
clouds-eagle-eye-reseller-label = Händler: Reseller
clouds-eagle-eye-reseller-about = Sie betreuen Kunden und dürfen Zugangstoken erzeugen
clouds-eagle-eye-distributor-label = Händler: Distributor
clouds-eagle-eye-distributor-about = Sie betreuen Reseller und sehen die Kunden von allen
clouds-eagle-eye-field-client-id-label = API-Schlüssel: ID
clouds-eagle-eye-field-client-id-hint = Von dealer.cameramanager.com, einer je Firma
clouds-eagle-eye-field-client-secret-label = API-Schlüssel: SECRET
clouds-eagle-eye-field-client-secret-hint = Neben der ID, auf derselben Seite
clouds-eagle-eye-field-email-label = E-Mail-Adresse
clouds-eagle-eye-field-email-hint = Die, mit der Sie sich im Händler-Dashboard anmelden
clouds-eagle-eye-field-password-label = Passwort
clouds-eagle-eye-field-password-hint = Wird einmal benutzt und nirgends aufbewahrt
clouds-eagle-eye-field-session-only-label = Nur für diese Sitzung
clouds-eagle-eye-field-session-only-hint = Die Anmeldung eines Händlers öffnet jeden Kunden. Hiermit endet sie, sobald Labrun beendet wird

# Vinli
clouds-vinli-no-uploads = Vinli liest Daten von Fahrzeugen und nimmt kein Material an, deshalb lässt sich nichts dorthin hochladen.
clouds-vinli-no-accounts = Vinli hat nicht gesagt, wessen Konto das ist. Melden Sie sich neu an.
clouds-vinli-no-projects = Sie teilen kein Gerät mit dieser App. Erlauben Sie in MyVinli eines und sehen Sie dann noch einmal nach.
clouds-vinli-code-label = Bei Vinli anmelden
clouds-vinli-code-about = Im Browser, über einen Client vom Typ „server“ Ihrer eigenen Vinli-App
clouds-vinli-implicit-label = Ohne Client-Secret anmelden
clouds-vinli-implicit-about = Weniger sicher: Der Schlüssel geht durch den Browser. Nur, wenn Sie kein Client-Secret haben
clouds-vinli-field-client-id-label = Client-ID
clouds-vinli-field-client-id-hint = Auf dev.vin.li: Ihre App, ein Client vom Typ server
clouds-vinli-field-client-secret-label = Client-Secret
clouds-vinli-field-client-secret-hint = Neben der Client-ID auf dev.vin.li
clouds-vinli-field-app-id-label = App-ID
clouds-vinli-field-app-id-hint = Nur zum Prüfen der Einrichtung. Nicht die Client-ID, und wird nicht aufbewahrt
clouds-vinli-field-app-secret-label = App-Secret
clouds-vinli-field-app-secret-hint = Nur zum Prüfen der Einrichtung. Wird nicht aufbewahrt
clouds-vinli-field-web-client-id-label = Client-ID
clouds-vinli-field-web-client-id-hint = Auf dev.vin.li: Ihre App, ein Client vom Typ web
