/* placeholder */ typedef int firmware_nothing;
