"""What the first migration makes, as it was then: today's tables may differ and must not change this."""
