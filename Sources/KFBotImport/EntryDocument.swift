import KFBotKnowledge
package import KFBotModel

/// An entry as a YAML document for an editor.
package enum EntryDocument {
    /// The entry in our own form, without what is unset.
    package static func yaml(of entry: Entry) -> String {
        let members = entry.nativeMembers.filter { name, value in
            name == "question" || name == "similar" || name == "answer"
                || !defaults.contains { $0.0 == name && $0.1 == value }
        }
        return YAMLWriter.block(members, indent: 0)
    }

    /// Reads an edited document over an entry; fields that are no longer there get their default.
    ///
    /// - Throws: ``StoreError`` with `invalid`, saying what is wrong and where.
    package static func entry(fromYAML text: String, id: EntryID) throws -> Entry {
        do {
            var members: [String: JSONValue] = [:]
            for item in try YAMLDocument.items(text, file: "entry.yaml") {
                guard let key = item.key else {
                    throw StoreError(.invalid, "The document is no list of `field: value` lines.")
                }
                members[key] = item.value
            }
            members["id"] = nil
            let place = SourceLocation(file: "entry.yaml", row: 1)
            guard case .entry(let draft) = try NativeRecord.record(.object(members), at: place),
                let entry = draft.makeEntry(id: id)
            else { throw StoreError(.invalid, "The field question is missing.") }
            return entry
        } catch let error as FieldError {
            throw StoreError(.invalid, "Field \(error.path): \(error.message)")
        } catch let error as ImportError {
            throw StoreError(.invalid, error.message)
        } catch let error as ImportProblem {
            throw StoreError(.invalid, error.message)
        }
    }

    /// What a new entry has where nothing is said.
    private static let defaults = Entry(id: "", question: "", answers: []).nativeMembers
}

extension JSONValue {
    /// The value as compact JSON.
    package var text: String { JSONWriter.text(self) }
}
