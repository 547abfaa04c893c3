import Hummingbird
import KFBot
import Logging
import ServiceLifecycle
