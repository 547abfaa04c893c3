import KFBot

/// Four accounts with different rules, and their staff.
enum SimulatedCompany {
    static let accounts: [AccountID] = ["A", "B", "C", "D"]
    static let customers = 1500
    static let servicers = 12

    static var configuration: ReceptionConfiguration {
        var accounts: [AccountID: AccountConfiguration] = [:]
        for (index, id) in Self.accounts.enumerated() {
            var account = AccountConfiguration()
            account.policy = ReceptionPolicy(
                mode: [.bot(.allDay), .bot(.outsideServiceHours), .servicers, .bot(.allDay)][index],
                whenNobodyIsAvailable: index == 3 ? .asClosed : .queue
            )
            account.distribution = Distribution(
                order: index.isMultiple(of: 2) ? .inTurn : .idleFirst,
                prefersLastServicer: index > 1
            )
            account.transferScope = index == 1 ? .moreMembers : .servicers
            account.poolCapacity = index == 3 ? 20 : 0
            account.waitTimeout = index == 2 ? 0 : 1200
            account.idleTimeout = [48 * 3600, 3600, 7200, 1800][index]
            accounts[id] = account
        }
        return ReceptionConfiguration(accounts: accounts)
    }

    static func name(_ number: Int) -> ServicerID { ServicerID(rawValue: "s\(number)") }

    /// A servicer as they begin; the last one is a member.
    static func servicer(_ number: Int) -> Servicer {
        Servicer(
            id: name(number),
            status: number < 8 ? .available : .stopped,
            role: number == servicers - 1 ? .member : .servicer,
            limit: 1 + number,
            reminderMinutes: number.isMultiple(of: 3) ? 2 : nil
        )
    }
}
