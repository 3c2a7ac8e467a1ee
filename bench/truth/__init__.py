"""A world whose causes are known, and how near each model of credit comes to them."""
