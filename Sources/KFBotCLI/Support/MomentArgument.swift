import ArgumentParser
import Foundation
import KFBot

/// A moment as typed: in the account's time zone, or with its own zone.
enum MomentArgument {
    static let help: ArgumentHelp = ArgumentHelp(
        "The moment, in the account's time zone, or with a zone as 2026-10-01T09:00:00Z. "
            + "Default: now.",
        valueName: "time"
    )

    /// Reads `2026-10-01 09:00` or an ISO date with a zone.
    static func moment(_ text: String, in hours: ServiceHours) throws -> Date {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        guard let reading = WallClock.Reading(text) else {
            throw ValidationError("--at: write '2026-10-01 09:00' or 2026-10-01T09:00:00+08:00.")
        }
        return hours.clock.moment(of: reading)
    }
}
