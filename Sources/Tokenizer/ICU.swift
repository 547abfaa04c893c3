import CICU

/// What messages and signatures say about the ICU in use.
enum ICU {
    /// For example "72.1".
    static var version: String { String(cString: kficu_version()) }

    /// ICU's name of a status, for example `U_FILE_ACCESS_ERROR`.
    static func name(of status: Int32) -> String { String(cString: kficu_status_name(status)) }
}
