package io.hexforge.domain.identity;

/// What somebody acts from, as far as a server can tell. Shown to the person; never trusted.
///
/// @param userAgent what the program calls itself, cut to 300 characters; empty if it does not say
/// @param ip the address that the request came from
public record Device(String userAgent, String ip) {
    private static final int MAX_USER_AGENT = 300;

    public Device {
        userAgent = userAgent
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .limit(MAX_USER_AGENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /// The same program at another address.
    public Device at(String newIp) {
        return new Device(userAgent, newIp);
    }
}
