import Foundation

/// Finds the repository's own files.
package enum SampleFiles {
    /// The repository's root.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The sample knowledge bases.
    package static let samples = root + "/kb-samples"
}
