package io.hexforge.domain.ops;

/// What somebody wants of a limit.
///
/// @param name what is limited, as clients read it, such as `requests`
/// @param subject whom the limit is for, such as `key:0198…`; with the name it makes the counter
/// @param amount in the limit's unit; not negative
public record Demand(String name, String subject, Limit limit, long amount) {
    public Demand {
        if (amount < 0) {
            throw new IllegalArgumentException("a demand is not negative");
        }
    }

    /// {@return what the store counts by}
    public String counter() {
        return subject + "/" + name;
    }

    /// The same demand against another limit of the same kind.
    public Demand within(Limit other) {
        return new Demand(name, subject, other, amount);
    }
}
