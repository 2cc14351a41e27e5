-- revision: a1
-- revises:

-- upgrade

-- downgrade
