package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.ops.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.8.8.8",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2a00:1450::5efe:10.0.0.1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void is_not_public(String address) {
        assertThat(PublicAddress.test(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::200e"
            })
    void is_public(String address) {
        assertThat(PublicAddress.test(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "127.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0",
                "0.0.0.0"
            })
    void no_spelling_of_this_host_is_reached_for_a_user(String host) {
        try (var wall = Wall.start();
                var upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system())) {
            var listing = upstream.models(untrusted(host, wall.port()), TIMEOUT);

            assertThat(kind(listing)).isIn(Kind.FORBIDDEN_ADDRESS, Kind.UNREACHABLE);
            assertThat(wall.log().size()).isZero();
            if (host.matches("127.0.0.1|localhost|2130706433|\\[.*")) {
                assertThat(kind(listing)).isEqualTo(Kind.FORBIDDEN_ADDRESS);
            }
        }
    }

    @Test
    void a_name_is_judged_by_the_address_that_is_connected_to() {
        var asked = new AtomicInteger();
        DnsResolver rebinding = resolver(() -> asked.getAndIncrement() == 0 ? "192.0.2.7" : "127.0.0.1");
        try (var wall = Wall.start();
                var connections = new Connections(false, 10, rebinding);
                var upstream = new HttpUpstream(connections, InstantSource.system())) {
            for (int i = 0; i < 3; i++) {
                var listing = upstream.models(untrusted("rebinding.example", wall.port()), TIMEOUT);
                assertThat(kind(listing)).isEqualTo(Kind.FORBIDDEN_ADDRESS);
            }
            assertThat(asked).hasValue(3);
            assertThat(wall.log().size()).isZero();
        }
    }

    @Test
    void a_connection_of_the_operators_is_not_used_for_a_user() {
        try (var wall = Wall.start();
                var upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system())) {
            var trusted = Calls.endpoint("openai", wall.url("/v1"), "sk-wall");
            assertThat(upstream.models(trusted, TIMEOUT)).isInstanceOf(ModelListing.Listed.class);

            assertThat(kind(upstream.models(untrusted("127.0.0.1", wall.port()), TIMEOUT)))
                    .isEqualTo(Kind.FORBIDDEN_ADDRESS);
        }
    }

    @Test
    void private_networks_can_be_allowed() {
        try (var wall = Wall.start();
                var upstream = new HttpUpstream(new HttpUpstream.Settings(true, 10), InstantSource.system())) {
            wall.key(null);
            assertThat(upstream.models(untrusted("127.0.0.1", wall.port()), TIMEOUT))
                    .isInstanceOf(ModelListing.Listed.class);
        }
    }

    private static Endpoint untrusted(String host, int port) {
        return new Endpoint(
                ProviderCatalogue.find("custom").orElseThrow(),
                "test",
                URI.create("http://" + host + ":" + port + "/v1"),
                null,
                ProviderSettings.NONE,
                false);
    }

    private static Kind kind(ModelListing listing) {
        return switch (listing) {
            case ModelListing.Failed failed -> failed.fault().kind();
            case ModelListing.Listed listed -> throw new AssertionError(listed.toString());
        };
    }

    private static DnsResolver resolver(java.util.function.Supplier<String> address) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[] {InetAddress.ofLiteral(address.get())};
            }

            @Override
            public String resolveCanonicalHostname(String host) throws UnknownHostException {
                return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
            }
        };
    }
}
