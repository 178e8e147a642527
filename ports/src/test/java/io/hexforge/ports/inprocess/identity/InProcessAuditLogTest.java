package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.AuditLog;
import io.hexforge.ports.driven.identity.AuditLogContract;

class InProcessAuditLogTest implements AuditLogContract {
    private final InProcessAuditLog log = new InProcessAuditLog();

    @Override
    public AuditLog log() {
        return log;
    }
}
