@_exported public import KFBotMemoryStorage
