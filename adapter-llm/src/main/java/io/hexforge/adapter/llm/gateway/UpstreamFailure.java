package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.io.Serial;

/// Carries a fault from where it is found to where the call ends. Has no stack trace.
final class UpstreamFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient UpstreamFault fault;

    UpstreamFailure(UpstreamFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    static UpstreamFailure malformed(String what) {
        return new UpstreamFailure(UpstreamFault.of(Kind.MALFORMED, "the provider sent " + what));
    }

    UpstreamFault fault() {
        return fault;
    }
}
