import Synchronization

/// What the service counts about itself.
final class ServiceMetrics: Sendable {
    private struct Request: Hashable {
        let route: String
        let status: Int
    }

    private struct Times {
        var buckets = [Int](repeating: 0, count: ServiceMetrics.bounds.count)
        var count = 0
        var sum = 0.0
    }

    private struct Counts {
        var requests: [Request: Int] = [:]
        var times: [String: Times] = [:]
        var outcomes: [String: Int] = [:]
        var dispositions: [String: Int] = [:]
        var streams = 0
    }

    /// The upper bounds of the histogram's buckets, in seconds.
    private static let bounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
    ]

    private let counts = Mutex(Counts())

    func count(request route: String, status: Int, seconds: Double) {
        counts.withLock { counts in
            counts.requests[Request(route: route, status: status), default: 0] += 1
            var times = counts.times[route] ?? Times()
            times.count += 1
            times.sum += seconds
            if let index = Self.bounds.firstIndex(where: { seconds <= $0 }) {
                times.buckets[index] += 1
            }
            counts.times[route] = times
        }
    }

    func count(outcome: String) {
        counts.withLock { $0.outcomes[outcome, default: 0] += 1 }
    }

    func count(disposition: String) {
        counts.withLock { $0.dispositions[disposition, default: 0] += 1 }
    }

    /// How many streams of events are open.
    var streams: Int { counts.withLock { $0.streams } }

    /// Notes that a stream of events begins or ends.
    func addStreams(_ number: Int) { counts.withLock { $0.streams += number } }

    /// Writes all counts, each family sorted by its labels.
    func write(to text: inout PrometheusText) {
        let counts = counts.withLock { $0 }
        text.family("kfbot_http_requests_total", .counter, "Requests by route and status.")
        for (request, count) in counts.requests.sorted(by: {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }) {
            text.sample(
                "kfbot_http_requests_total",
                ["route": request.route, "status": "\(request.status)"],
                Double(count)
            )
        }
        text.family("kfbot_http_request_seconds", .histogram, "Time to answer by route.")
        for (route, times) in counts.times.sorted(by: { $0.key < $1.key }) {
            var total = 0
            for (bound, count) in zip(Self.bounds, times.buckets) {
                total += count
                text.sample(
                    "kfbot_http_request_seconds_bucket",
                    ["route": route, "le": "\(bound)"],
                    Double(total)
                )
            }
            text.sample(
                "kfbot_http_request_seconds_bucket",
                ["route": route, "le": "+Inf"],
                Double(times.count)
            )
            text.sample("kfbot_http_request_seconds_sum", ["route": route], times.sum)
            text.sample("kfbot_http_request_seconds_count", ["route": route], Double(times.count))
        }
        text.family("kfbot_asked_total", .counter, "Questions to /v1/ask by outcome.")
        for (outcome, count) in counts.outcomes.sorted(by: { $0.key < $1.key }) {
            text.sample("kfbot_asked_total", ["outcome": outcome], Double(count))
        }
        text.family("kfbot_messages_total", .counter, "Customers' messages by disposition.")
        for (disposition, count) in counts.dispositions.sorted(by: { $0.key < $1.key }) {
            text.sample("kfbot_messages_total", ["disposition": disposition], Double(count))
        }
        text.family("kfbot_event_streams", .gauge, "Open streams of events.")
        text.sample("kfbot_event_streams", [:], Double(counts.streams))
    }
}
