// What other packages get with `import KFBot`: all layers, and `Workspace`, which composes them.
@_exported public import KFBotImport
@_exported public import KFBotKnowledge
@_exported public import KFBotMatching
@_exported public import KFBotModel
@_exported public import KFBotReception
