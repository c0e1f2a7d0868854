# What each cloud says of itself: its ways to sign in, the fields they ask for, and what is said where there is
# nothing to choose. The English is that of crates/providers, to the letter; a test compares them.

# Frame.io
clouds-frameio-no-accounts = None of your accounts is enabled for Camera to Cloud. Ask the owner of the account to enable it, or ask Frame.io.
clouds-frameio-no-projects = This account has no project that is open to Camera to Cloud. Enable it in the project's settings on Frame.io.
clouds-frameio-device-code-label = Six-digit code
clouds-frameio-device-code-about = You type a code on Frame.io and pick the project there
clouds-frameio-application-label = Sign in with your browser
clouds-frameio-application-about = You sign in on Frame.io's own page and pick the project here
clouds-frameio-field-client-secret-label = Client secret
clouds-frameio-field-client-secret-hint = From the people who registered this app with the cloud
clouds-frameio-field-client-id-label = Client ID
clouds-frameio-field-client-id-hint = From the people who registered this app with the cloud

# Multicam Systems
clouds-multicam-no-uploads = A Multicam machine takes no media over the network, so nothing can be uploaded to it.
clouds-multicam-no-accounts = The machine did not say what it is. Check the address.
clouds-multicam-no-projects = This machine has neither a room nor a media list. Make one in Multicam, then look again.
clouds-multicam-key-label = API key (Multicam 10 and newer)
clouds-multicam-key-about = You copy the API key from the machine
clouds-multicam-token-label = User and key (Multicam 9 and older)
clouds-multicam-token-about = You type the API user and its key; good for 14 days at a time
clouds-multicam-address-label = Trusted address
clouds-multicam-address-about = No key: the machine has this computer's IP address on its list
clouds-multicam-field-address-label = Address of the machine
clouds-multicam-field-address-hint = Host and port, such as 192.168.1.20:8082
clouds-multicam-field-plain-label = Allow an unencrypted connection
clouds-multicam-field-plain-hint = Used only if the machine has no https. Everyone on the network can then read along, the key included
clouds-multicam-field-key-label = API key
clouds-multicam-field-key-hint = In Multicam: Settings > Systems > API
clouds-multicam-field-user-label = API user
clouds-multicam-field-user-hint = The user made for the API inside Multicam, often an e-mail address

# Eagle Eye CameraManager
clouds-eagle-eye-no-uploads = CameraManager records from its own cameras and takes no media, so nothing can be uploaded to it.
clouds-eagle-eye-no-accounts = CameraManager lists no account for you. A dealer needs the vendor's support to be let in here.
clouds-eagle-eye-no-projects = There is no camera in this account. Add one in CameraManager, then look again.
clouds-eagle-eye-hosted-label = Sign in with your browser
clouds-eagle-eye-hosted-about = You have cameras: you sign in on CameraManager's own page
clouds-eagle-eye-reseller-label = Dealer: reseller
clouds-eagle-eye-reseller-about = You look after customers, with the permission to generate access tokens
clouds-eagle-eye-distributor-label = Dealer: distributor
clouds-eagle-eye-distributor-about = You look after resellers, and see the customers of all of them
clouds-eagle-eye-field-client-id-label = API key: ID
clouds-eagle-eye-field-client-id-hint = From dealer.cameramanager.com, one per company
clouds-eagle-eye-field-client-secret-label = API key: SECRET
clouds-eagle-eye-field-client-secret-hint = Beside the ID, on the same page
clouds-eagle-eye-field-email-label = E-mail address
clouds-eagle-eye-field-email-hint = What you sign in to the dealer dashboard with
clouds-eagle-eye-field-password-label = Password
clouds-eagle-eye-field-password-hint = Used once and kept nowhere
clouds-eagle-eye-field-session-only-label = For this session only
clouds-eagle-eye-field-session-only-hint = A dealer's sign-in opens every customer. With this on it ends when the app does

# Vinli
clouds-vinli-no-uploads = Vinli reads data of vehicles and takes no media, so nothing can be uploaded to it.
clouds-vinli-no-accounts = Vinli did not say whose account this is. Sign in again.
clouds-vinli-no-projects = You share no device with this app. Allow one in MyVinli, then look again.
clouds-vinli-code-label = Sign in at Vinli
clouds-vinli-code-about = In your browser, by a client of type “server” of your own Vinli app
clouds-vinli-implicit-label = Sign in without a client secret
clouds-vinli-implicit-about = Less safe: the key passes through the browser. Only if you have no client secret
clouds-vinli-field-client-id-label = Client ID
clouds-vinli-field-client-id-hint = At dev.vin.li: your app, a client of type server
clouds-vinli-field-client-secret-label = Client secret
clouds-vinli-field-client-secret-hint = Beside the client ID at dev.vin.li
clouds-vinli-field-app-id-label = App ID
clouds-vinli-field-app-id-hint = Only to check the set-up. Not the client ID, and not kept
clouds-vinli-field-app-secret-label = App secret
clouds-vinli-field-app-secret-hint = Only to check the set-up. Not kept
clouds-vinli-field-web-client-id-label = Client ID
clouds-vinli-field-web-client-id-hint = At dev.vin.li: your app, a client of type web
