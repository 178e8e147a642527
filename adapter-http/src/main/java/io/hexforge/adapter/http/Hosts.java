package io.hexforge.adapter.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The names under which this server may be called; a guard against DNS rebinding.
///
/// @param allowed exact names or `*.example.org` for every name below; empty or `*` for all
record Hosts(Set<String> allowed) {
    Hosts {
        allowed = allowed.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    boolean trusts(@Nullable String host) {
        if (allowed.isEmpty() || allowed.contains("*")) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        while (dot >= 0) {
            if (allowed.contains("*" + name.substring(dot))) {
                return true;
            }
            dot = name.indexOf('.', dot + 1);
        }
        return allowed.contains(name);
    }

    /// {@return whether an address is this machine's own loopback}
    static boolean loopback(String address) {
        return address.startsWith("127.")
                || address.equals("[::1]")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.equals("::1")
                || address.equals("[0:0:0:0:0:0:0:1]");
    }
}
