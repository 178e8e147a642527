package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.ops.PublicAddress;
import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Resolves host names, and refuses those that lead anywhere but to the public internet.
///
/// The client connects to the very addresses that are checked here, whatever the host was written like and
/// whatever the name means a moment later.
final class GuardedResolver implements DnsResolver {
    /// A host leads where users may not reach.
    static final class ForbiddenAddress extends UnknownHostException {
        @Serial
        private static final long serialVersionUID = 1L;

        private ForbiddenAddress(String host) {
            super(host);
        }
    }

    private final DnsResolver resolver;

    GuardedResolver(DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            if (!PublicAddress.test(address)) {
                throw new ForbiddenAddress(host);
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
