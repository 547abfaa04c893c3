import Foundation
import Synchronization

/// Handles Ctrl-C while work is done that must be undone as a whole.
enum Interruption {
    private static let wasRequested = Atomic<Bool>(false)

    /// Records Ctrl-C from now on instead of ending the process.
    static func catchSignal() {
        signal(SIGINT) { _ in Interruption.wasRequested.store(true, ordering: .relaxed) }
        // A parent may have started the program with the signal blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether Ctrl-C was pressed.
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

    /// Throws if Ctrl-C was pressed.
    static func check() throws {
        if isRequested {
            throw CommandError("Interrupted; nothing has been changed.")
        }
    }
}
