package io.hexforge.domain.ops;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Tells whether an address belongs to the public internet, by IANA's special-purpose address registries.
///
/// Everything else is refused: this host, private networks, link-local (cloud metadata), carrier-grade NAT,
/// multicast, documentation and benchmark ranges, and IPv6 forms that embed an IPv4 address (mapped, compatible,
/// NAT64, 6to4, Teredo, ISATAP), since what they lead to is not known here.
public final class PublicAddress {
    private record Range(byte[] network, int bits) {
        boolean contains(byte[] address) {
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (network[i] != address[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            int mask = 0xff << (8 - rest) & 0xff;
            return rest == 0 || (network[whole] & mask) == (address[whole] & mask);
        }
    }

    private static final List<Range> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    private static final Range GLOBAL_UNICAST_6 = range("2000::/3");

    private static final List<Range> NOT_PUBLIC_6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16");

    private PublicAddress() {}

    public static boolean test(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? !within(NOT_PUBLIC_4, bytes) : isPublic6(bytes);
    }

    private static boolean isPublic6(byte[] bytes) {
        return GLOBAL_UNICAST_6.contains(bytes) && !within(NOT_PUBLIC_6, bytes) && !isIsatap(bytes);
    }

    private static boolean isIsatap(byte[] bytes) {
        return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
    }

    private static boolean within(List<Range> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<Range> ranges(String... texts) {
        return List.of(texts).stream().map(PublicAddress::range).toList();
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] network = InetAddress.getByName(text.substring(0, slash)).getAddress();
            return new Range(network, Integer.parseInt(text, slash + 1, text.length(), 10));
        } catch (UnknownHostException impossible) {
            throw new AssertionError("a literal address is not looked up", impossible);
        }
    }
}
