package io.hexforge.domain.gateway;

import java.util.HexFormat;
import java.util.UUID;

/// What tells one tenant's request from every other: the SHA-256 of all that has a say in the answer.
///
/// These are the tenant, the canonical call, and the hints that choose who answers. Whether the answer is streamed,
/// cached or checked, and the client's id of its own user, have none.
///
/// @param hex 64 hexadecimal digits
public record RequestFingerprint(String hex) {
    public static RequestFingerprint of(UUID tenantId, RouteHints hints, ChatCall call) {
        var digest = new CallDigest();
        digest.tenant(tenantId);
        digest.hints(hints);
        digest.call(call);
        return new RequestFingerprint(HexFormat.of().formatHex(digest.finish()));
    }
}
