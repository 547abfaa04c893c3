import KFBotMatching
import KFBotModel

/// A base's thresholds and curve as `match_policy` keeps them: a JSON object of our own form.
///
/// Members are added and never renamed. A member that is missing has its default; a member that is
/// unknown is passed over.
enum PolicyCoding {
    static func body(of policy: MatchPolicy) -> String {
        var members: [String: JSONValue] = [
            "answerThreshold": .number(policy.answerThreshold),
            "clarifyThreshold": .number(policy.clarifyThreshold),
            "longClarifyThreshold": .number(policy.longClarifyThreshold),
            "longQueryUnits": .integer(policy.longQueryUnits),
            "menuSize": .integer(policy.menuSize),
            "menuScoreRange": .number(policy.menuScoreRange),
            "menuCopySimilarity": .number(policy.menuCopySimilarity),
            "conflictCap": .number(policy.conflictCap),
            "capsNegationConflicts": .bool(policy.capsNegationConflicts),
            "followsUp": .bool(policy.followsUp),
        ]
        if let curve = policy.calibrator {
            members["curve"] = .object([
                "version": .string(curve.version),
                "slope": .number(curve.slope),
                "intercept": .number(curve.intercept),
                "fittedUnanswerableShare": .number(curve.fittedUnanswerableShare),
                "unanswerableShare": .number(curve.unanswerableShare),
                "lengthWeight": .number(curve.lengthWeight),
                "turns": .integer(curve.turns),
            ])
        }
        return JSONWriter.text(.object(members))
    }

    /// Reads a policy back.
    ///
    /// - Throws: `JSONParser.SyntaxError` or ``FieldError`` if the body was not written by ``body(of:)``.
    static func policy(body: String) throws -> MatchPolicy {
        var parser = JSONParser(Array(body.utf8))
        let stored = Members(try parser.value())
        var policy = MatchPolicy()
        try stored.read("answerThreshold", &policy.answerThreshold)
        try stored.read("clarifyThreshold", &policy.clarifyThreshold)
        try stored.read("longClarifyThreshold", &policy.longClarifyThreshold)
        try stored.read("longQueryUnits", &policy.longQueryUnits)
        try stored.read("menuSize", &policy.menuSize)
        try stored.read("menuScoreRange", &policy.menuScoreRange)
        try stored.read("menuCopySimilarity", &policy.menuCopySimilarity)
        try stored.read("conflictCap", &policy.conflictCap)
        try stored.read("capsNegationConflicts", &policy.capsNegationConflicts)
        try stored.read("followsUp", &policy.followsUp)
        policy.calibrator = try stored.value["curve"].map { try curve(Members($0)) }
        return policy
    }

    private static func curve(_ stored: Members) throws -> Calibrator {
        guard let version = stored.value["version"]?.string else {
            throw FieldError(path: "version", message: "This text is missing.")
        }
        var curve = Calibrator(version: version, slope: 0, intercept: 0)
        try stored.require("slope", &curve.slope)
        try stored.require("intercept", &curve.intercept)
        try stored.require("fittedUnanswerableShare", &curve.fittedUnanswerableShare)
        curve.unanswerableShare = curve.fittedUnanswerableShare
        try stored.read("unanswerableShare", &curve.unanswerableShare)
        try stored.read("lengthWeight", &curve.lengthWeight)
        try stored.read("turns", &curve.turns)
        return curve
    }

    /// The members of an object, each read as what it must be.
    private struct Members {
        let value: JSONValue

        init(_ value: JSONValue) { self.value = value }

        func read(_ key: String, _ target: inout Double) throws {
            switch value[key] {
            case nil: break
            case .number(let number): target = number
            case .integer(let number): target = Double(number)
            default: throw FieldError(path: key, message: "This must be a number.")
            }
        }

        func require(_ key: String, _ target: inout Double) throws {
            guard value[key] != nil else {
                throw FieldError(path: key, message: "This number is missing.")
            }
            try read(key, &target)
        }

        func read(_ key: String, _ target: inout Int) throws {
            switch value[key] {
            case nil: break
            case .integer(let number): target = number
            default: throw FieldError(path: key, message: "This must be a whole number.")
            }
        }

        func read(_ key: String, _ target: inout Bool) throws {
            switch value[key] {
            case nil: break
            case .bool(let flag): target = flag
            default: throw FieldError(path: key, message: "This must be true or false.")
            }
        }
    }
}
