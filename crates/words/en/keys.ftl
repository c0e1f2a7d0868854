# What the keyboard does, on one page.

keys-title = Keys
keys-words = Everything can be done with the keyboard. These are the short ways.
keys-close = Close

keys-everywhere = Everywhere
keys-these = These keys
keys-settings = Settings
keys-next = On to the next
keys-close-open = Close what is open

keys-queue = In a queue
keys-add = Add files
keys-search = Search
keys-go = Go through the list; Page Up, Page Down, Home and End as well
keys-select-further = Select further
keys-select-one = Select one more, or one less
keys-select-all = Select everything that is listed
keys-details = Details
keys-cancel = Cancel what is selected
keys-menu = All that can be done with it

keys-choose = In a list to choose from
keys-go-typing = Go through it while typing
keys-take = Take it

keys-order = What goes first
keys-move = On the handle of a row: move it

# What is printed on the keys

keys-key-ctrl = Ctrl
keys-key-shift = Shift
keys-key-tab = Tab
keys-key-escape = Esc
keys-key-space = Space
keys-key-enter = Enter
keys-key-delete = Delete
# In a menu, where there is little room.
keys-key-delete-short = Del
