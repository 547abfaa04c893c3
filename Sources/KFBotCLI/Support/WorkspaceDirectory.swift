import Foundation

/// Finds the workspace's folder.
enum WorkspaceDirectory {
    /// The named folder, or else `$KFBOT_DATA`, or else `kfbot-data`.
    static func path(_ named: String?) -> String {
        named ?? ProcessInfo.processInfo.environment["KFBOT_DATA"] ?? "kfbot-data"
    }
}
