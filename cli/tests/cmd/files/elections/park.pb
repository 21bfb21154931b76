META
key;value
description;Two parks and a bench
country;Nowhere
unit;Town
instance;2026
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
p1;60;3;Big park
p2;50;2;Small park
p3;10;1;Bench
VOTES
voter_id;vote
1;p1,p2
2;p1
3;p1,p3
4;p2
