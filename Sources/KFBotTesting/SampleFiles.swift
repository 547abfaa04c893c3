import Foundation

/// Where the repository's own files are.
public enum SampleFiles {
    /// The repository's root.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The sample knowledge bases.
    public static let samples = root + "/kb-samples"
}
