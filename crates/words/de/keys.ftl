# What the keyboard does, on one page.

keys-title = Tastenkürzel
keys-words = Labrun lässt sich ganz mit der Tastatur bedienen. Das sind die kurzen Wege.
keys-close = Schließen

keys-everywhere = Überall
keys-these = Diese Tastenkürzel
keys-settings = Einstellungen
keys-next = Weiter zum nächsten Element
keys-close-open = Schließen, was offen ist

keys-queue = In einer Warteschlange
keys-add = Dateien hinzufügen
keys-search = Suchen
keys-go = Durch die Liste gehen; auch mit Bild auf, Bild ab, Pos1 und Ende
keys-select-further = Auswahl erweitern
keys-select-one = Eine Zeile mehr oder weniger auswählen
keys-select-all = Alles in der Liste auswählen
keys-details = Details
keys-cancel = Ausgewählte Uploads abbrechen
keys-menu = Alles, was damit möglich ist

keys-choose = In einer Auswahlliste
keys-go-typing = Beim Tippen durch die Liste gehen
keys-take = Übernehmen

keys-order = Was zuerst geht
keys-move = Am Griff einer Zeile: verschieben

# What is printed on the keys

keys-key-ctrl = Strg
keys-key-shift = Umschalt
keys-key-tab = Tab
keys-key-escape = Esc
keys-key-space = Leertaste
keys-key-enter = Eingabe
keys-key-delete = Entf
# In a menu, where there is little room.
keys-key-delete-short = Entf
